export interface Door { open: true }
export const value = 'videos';
