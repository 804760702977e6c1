export interface Door { open: true }
export const value = 'rights';
