/** A router as one snapshot has it: compiled, every service resolved. */
export interface RouterPlan {
  readonly name: string;
}
