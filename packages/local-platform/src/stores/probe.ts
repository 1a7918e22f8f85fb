import { get } from 'node:http';
import { connect } from 'node:net';

/**
 * Sends bytes to a port on this machine and looks for an answer; false when nobody listens or answers otherwise in time.
 * Without `send` it is enough that the connection is accepted; with an empty one the server speaks first.
 */
export const answers = (port: number, send?: string, expected = '', timeoutMs = 1000): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
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
      received += data.toString('latin1');
      if (received.includes(expected)) end(true);
    });
  });

/** Whether a URL answers with a success. Its connection is closed: a kept one would hold up the server's stop. */
export const answersHttp = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(url, { headers, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.once('close', () => resolve(status >= 200 && status < 300));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
