/** What the middleware tells the routes about a request. */
export interface AppEnv {
  Variables: {
    /** True when the request came from this very machine, to a server that listens on loopback only. */
    local: boolean;
    /** Allows the page's own inline style and script, for this answer only. */
    nonce: string;
  };
}
