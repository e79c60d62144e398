/** The secrets that belong to a request. */
export interface Keys {
  consumerSecret?: string;
  tokenSecret?: string;
  /** PEM, PKCS#1 or PKCS#8. */
  privateKey?: string;
}

export interface Verdict {
  /** "agrees", "refused", "explained", "contradicts", "not-oauth1", "other-key", "unexplained", "undecided". */
  outcome: string;
  /** Whether the signature is right and nothing known refuses the request. */
  right: boolean;
  /** Ids of the proven mistakes. */
  causes: string[];
  /** The verdict in a line. */
  title: string;
  /** Secrets that are missing. */
  missing: string[];
  /** The whole verdict; secrets are masked. */
  html: string;
}

export interface Explanation {
  /** The signature base string. */
  baseString: string;
  /** The right signature; null where a secret is missing. */
  signature: string | null;
  /** Every stage, with its secrets. */
  html: string;
}

/** Why a request's signature is refused. `paste`: the request in any form: raw HTTP, curl, HAR, a log. */
export function diff(paste: string, keys?: Keys, options?: { mistakes?: 0 | 1 | 2 | 3 }): Promise<Verdict>;

/** Every stage of the right signature. */
export function explain(paste: string, keys?: Keys): Promise<Explanation>;
