/** What the doctor says about one thing. */
export interface Finding {
  check: string;
  well: boolean;
  says: string;
}
