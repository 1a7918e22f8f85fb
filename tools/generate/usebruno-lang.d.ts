/** What we use of Bruno's own reader and writer of its text format; it comes without types. */
declare module '@usebruno/lang' {
  interface BruField {
    readonly name: string;
    readonly value: string;
    readonly enabled: boolean;
  }

  export interface BruRequest {
    readonly meta: { readonly name: string; readonly type: 'http'; readonly seq: number };
    readonly http: { readonly method: string; readonly url: string; readonly body: string; readonly auth: string };
    readonly params?: readonly (BruField & { readonly type: 'path' | 'query' })[];
    readonly headers?: readonly BruField[];
    readonly body?: {
      readonly json?: string;
      readonly file?: readonly {
        readonly filePath: string;
        readonly contentType: string;
        readonly selected: boolean;
      }[];
    };
    readonly vars?: { readonly res: readonly BruField[] };
    readonly docs?: string;
  }

  export interface BruCollection {
    readonly auth: { readonly mode: 'bearer'; readonly bearer: { readonly token: string } };
    readonly docs: string;
  }

  export interface BruEnvironment {
    readonly variables: readonly (BruField & { readonly secret: boolean })[];
  }

  export const jsonToBruV2: (request: BruRequest) => string;
  export const bruToJsonV2: (text: string) => BruRequest;
  export const jsonToCollectionBru: (collection: BruCollection) => string;
  export const envJsonToBruV2: (environment: BruEnvironment) => string;
  export const bruToEnvJsonV2: (text: string) => BruEnvironment;
}
