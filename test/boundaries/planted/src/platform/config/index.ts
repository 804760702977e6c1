export class Secret {}
export const loadConfig = () => ({});
