/** What a process does; `everything` does all three. */
export type Role = 'web' | 'worker' | 'billing';
