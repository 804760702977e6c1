export interface Database { url: string }
