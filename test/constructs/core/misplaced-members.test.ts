import { TerraformStack, Testing } from "cdktf";
import { LogicalService, Members, Workload } from "portico";
import { SelfHosted } from "portico/self-hosted";
import { errorsOf } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

const workload = Workload.container({ image: "registry.example.com/users:1" });

function errors(props: { readonly members?: Members; readonly workload?: Workload }): readonly string[] {
  const stack = new TerraformStack(Testing.app(), "shop");
  new LogicalService(stack, "users", { platform: new FakePlatform(), port: 80, ...props });
  return errorsOf(stack);
}

test("members that another platform finds are refused", () => {
  expect(errors({ members: Members.ofPlatform("cloud", { group: "users" }) })).toEqual([
    '[shop] services[0] (shop/users): the members of service "users" are for cloud, and the service is on fake; name them with Members.addresses() [members-of-another-platform]',
  ]);
});

test("members that a proxy has to look up are refused where there is none, and nowhere else", () => {
  const members = Members.dns("users.internal", { refresh: "2s" });
  expect(errors({ members })).toEqual([
    '[shop] services[0].discovery (shop/users): service "users" has the addresses of a host name as its members, and fake looks none up; name them with Members.addresses(), or put the self-hosted proxy in front of the service [dns-members]',
  ]);
  const stack = new TerraformStack(Testing.app(), "shop");
  new LogicalService(stack, "users", { platform: new SelfHosted({}), port: 80, members });
  expect(errorsOf(stack)).toEqual([]);
});

test("members that the platform itself finds are its own to judge", () => {
  expect(errors({ members: Members.ofPlatform("fake", { group: "users" }) })).toEqual([]);
});

test("a workload stands in the place of members, not beside them", () => {
  expect(errors({ workload })).toEqual([]);
  expect(errors({ workload, members: Members.addresses(["10.0.0.1"]) })).toEqual([
    expect.stringMatching(/service "users" has a workload, .* \[members-and-workload\]$/),
  ]);
});

test("a proxy on machines of one's own runs no workload", () => {
  const stack = new TerraformStack(Testing.app(), "shop");
  new LogicalService(stack, "users", { platform: new SelfHosted({}), port: 80, workload });
  expect(errorsOf(stack)).toEqual([expect.stringMatching(/\[self-hosted-workload\]$/)]);
});
