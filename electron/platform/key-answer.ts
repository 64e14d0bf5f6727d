/** What came of one request made with a key, before anyone reads meaning into it. */
export type KeyAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The body as JSON; undefined when it is none. */
      readonly body: unknown;
      /** The body as it came. Exchanges echo keys and addresses in it: it is matched and never handed on. */
      readonly text: string;
      /** Host that a redirect named. It was not followed. */
      readonly redirectedTo: string | null;
    }
  /** It was sent, or tried, and no complete answer came in time. */
  | { readonly kind: 'no-answer' }
  /** The request was for a host that is not on the list of this exchange and environment. Nothing was sent. */
  | { readonly kind: 'host-refused'; readonly host: string }
  /** ccxt could not make the request: a part of the key is missing or is not of the form it signs with. Nothing was sent. */
  | { readonly kind: 'not-made' };

export type KeyCallParameters = Readonly<Record<string, string | number>>;

/** Makes one request by ccxt's implicit method of this name; never rejects and never repeats. */
export type AskWithKey = (method: string, parameters?: KeyCallParameters) => Promise<KeyAnswer>;
