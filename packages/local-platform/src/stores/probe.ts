import { connect } from 'node:net';

/**
 * Sends bytes to a port on this machine and looks for an answer; false when nobody listens or answers otherwise in time.
 * Without `send` it is enough that the connection is accepted; with an empty one the server speaks first.
 */
export const answers = (port: number, send?: string, expected = '', timeoutMs = 1000): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('connect', () => {
      if (send === undefined) end(true);
      else socket.write(send);
    });
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (heard.includes(expected)) end(true);
    });
  });

/** Whether a URL answers with a success. */
export const answersHttp = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  fetch(url, { headers, signal: AbortSignal.timeout(2000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
