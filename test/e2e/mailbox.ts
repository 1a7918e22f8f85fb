import { eventually } from '@arcade/testing';

interface ReadMail {
  readonly to: readonly { readonly address: string }[];
  readonly subject: string;
  readonly text: string;
}

/** Everybody's mails, as the development mail server keeps them. */
export function createMailbox(url: string) {
  /** The newest mail to somebody with a subject, once it is there. */
  const read = (to: string, subject: string): Promise<ReadMail> =>
    eventually(
      async () => {
        const all = (await (await fetch(`${url}/api/email?sort=desc`)).json()) as ReadMail[];
        return all.find((mail) => mail.subject === subject && mail.to.some(({ address }) => address === to));
      },
      { timeoutMs: 60_000, intervalMs: 200 },
    );
  return {
    read,
    /** The link of that mail. */
    link: async (to: string, subject: string): Promise<string> => {
      const { text } = await read(to, subject);
      const link = /https?:\/\/\S+/.exec(text)?.[0];
      if (link === undefined) throw new Error(`No link in ${text}`);
      return link;
    },
  };
}
