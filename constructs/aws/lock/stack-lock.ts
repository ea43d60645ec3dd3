import { Construct, type IConstruct } from "constructs";
import type { Diagnostic } from "../../../lib/topology";
import { addCustomSynthesis, type ISynthesisSession, TerraformStack } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import { isRealSynthesis } from "../../real-synthesis";
import type { LockedPriorities } from "../priorities";
import type { LockDocument } from "./lock-file";
import { lockPath } from "./lock-path";
import { LockStore } from "./lock-store";

/** Says by the context that a synthesis is a trial, as `portico dev` makes it. */
const LEAVE_LOCK_FILES = "portico:leaveLockFiles";

/** The part of a lock file that is about the listeners of one stack. */
export class StackLock extends Construct {
  /** The one of the stack that a construct stands in. */
  static of(scope: IConstruct, file: string): StackLock {
    const stack = TerraformStack.of(scope);
    const id = `portico lock ${file}`.replace(/[^A-Za-z0-9.]+/g, "-");
    const known = stack.node.tryFindChild(id);
    return known instanceof StackLock ? known : new StackLock(stack, id, file);
  }

  private readonly store: LockStore;
  private readonly listeners = new Map<string, () => LockedPriorities>();
  private document: LockDocument | undefined;
  private fault: string | undefined;

  private constructor(
    private readonly stack: TerraformStack,
    id: string,
    file: string,
  ) {
    super(stack, id);
    this.store = new LockStore(lockPath(stack, file));
    reportDiagnostics(this, () => this.diagnostics());
    addCustomSynthesis(this, { onSynthesize: (session: ISynthesisSession) => this.save(session) });
  }

  /** All sections, by the construct path of their listener, when this process first asked. */
  sections(): LockDocument {
    return this.load();
  }

  /** Remembers a listener's priorities when the stack is synthesized. */
  keep(listener: IConstruct, priorities: () => LockedPriorities): void {
    this.listeners.set(listener.node.path, priorities);
  }

  private load(): LockDocument {
    if (this.document === undefined) {
      try {
        this.document = this.store.read();
      } catch (error) {
        this.document = new Map();
        this.fault = error instanceof Error ? error.message : String(error);
      }
    }
    return this.document;
  }

  private diagnostics(): readonly Diagnostic[] {
    this.load();
    if (this.fault === undefined) return [];
    return [
      {
        code: "priority-lock",
        severity: "error",
        path: "",
        message: `${this.store.file} cannot be used: ${this.fault}`,
        remedy: "restore the file as it was committed last; without it, rules may get other priorities",
      },
    ];
  }

  /** Of the file as it is now, replaces what this stack's listeners have: other stacks of the app save theirs. */
  private save(session: ISynthesisSession): void {
    if (!isRealSynthesis(this.stack, session) || this.node.tryGetContext(LEAVE_LOCK_FILES) === true) return;
    const own = `${this.stack.node.path}/`;
    const others = [...this.store.read()].filter(([path]) => !path.startsWith(own));
    this.store.write(new Map([...others, ...[...this.listeners].map(([path, kept]) => [path, kept()] as const)]));
  }
}
