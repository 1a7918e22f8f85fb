/** A line of Dapr's source that has to be another one. */
export interface DaprPatch {
  readonly module: 'github.com/dapr/dapr' | 'github.com/dapr/components-contrib';
  /** The file, from the module's root. */
  readonly file: string;
  /** Each piece of the source, which occurs once, and what stands in its place. */
  readonly edits: readonly (readonly [from: string, to: string])[];
}

/** What is wrong in the pinned version of Dapr and matters here. Each goes when its file has changed and the build says so. */
export const daprPatches: readonly DaprPatch[] = [
  {
    // Health servers listen on every network address, whatever `--healthz-listen-address` says.
    module: 'github.com/dapr/dapr',
    file: 'pkg/healthz/server/server.go',
    edits: [['fmt.Sprintf(":%d", s.port)', 'fmt.Sprintf("127.0.0.1:%d", s.port)']],
  },
  {
    // After a reconnect all subscriptions of an app come back at once on one AMQP channel, whose commands must not overlap.
    // Without the lock some consumers are registered twice, and half of their events stay with the one nobody listens to
    // (dapr/components-contrib#4540).
    module: 'github.com/dapr/components-contrib',
    file: 'pubsub/rabbitmq/rabbitmq.go',
    edits: [
      ['msgs, err = channel.Consume(', 'r.channelMutex.Lock()\n\t\t\tmsgs, err = channel.Consume('],
      [
        'if err != nil {\n\t\t\t\terrFuncName = "channel.Consume"',
        'r.channelMutex.Unlock()\n\t\t\tif err != nil {\n\t\t\t\terrFuncName = "channel.Consume"',
      ],
    ],
  },
];

/** @throws Error when the source is no longer what the patch was made for */
export function patchSource(source: string, { file, edits }: DaprPatch): string {
  return edits.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${file} of Dapr has changed; look at dapr-patches.ts`);
    return text.replace(from, () => to);
  }, source);
}
