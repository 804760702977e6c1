/** Receiving the bytes of source files. No other room asks it anything; they hear its events. */
export interface Uploads {
  close(): Promise<void>;
}
