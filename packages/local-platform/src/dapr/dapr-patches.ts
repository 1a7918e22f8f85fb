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
    // Requests under way share the end of their pipeline: one that fails may leave its error with another, and then counts as
    // answered 200 without a body. A message that its app never saw is acknowledged, a call that nobody took has succeeded.
    module: 'github.com/dapr/dapr',
    file: 'pkg/middleware/http/pipeline.go',
    edits: [
      [
        'return func(root http.Handler) http.Handler {',
        'return func(root http.Handler) http.Handler {\n\t\tif p.spec == nil || len(p.spec.Handlers) == 0 {\n\t\t\treturn root\n\t\t}\n',
      ],
    ],
  },
  {
    // All subscriptions of an app share one AMQP channel, whose commands must not overlap. Without the lock some consumers
    // are registered twice when all come back at once (dapr/components-contrib#4540).
    // A subscription that ends (its app restarts) drops what it was sent and had not begun to handle. The broker waits for
    // an answer to it as long as the channel lives, and a quorum queue keeps the consumer. So the end is told to the broker
    // and waited for, and what has come until then goes back; without that the channel is given up.
    module: 'github.com/dapr/components-contrib',
    file: 'pubsub/rabbitmq/rabbitmq.go',
    edits: [
      ['msgs, err = channel.Consume(', 'r.channelMutex.Lock()\n\t\t\tmsgs, err = channel.Consume('],
      [
        'if err != nil {\n\t\t\t\terrFuncName = "channel.Consume"',
        'r.channelMutex.Unlock()\n\t\t\tif err != nil {\n\t\t\t\terrFuncName = "channel.Consume"',
      ],
      [
        'if cancelErr := channel.Cancel(consumerTag, true); cancelErr != nil {',
        'r.channelMutex.Lock()\n\t\t\tcancelErr := channel.Cancel(consumerTag, false)\n\t\t\tr.channelMutex.Unlock()\n\t\t\tif cancelErr != nil {\n\t\t\t\t_ = channel.Close()',
      ],
      [
        'if err != nil {\n\t\t\t\terrFuncName = "listenMessages"',
        'for d := range msgs {\n\t\t\t\tif !r.metadata.AutoAck {\n\t\t\t\t\t_ = d.Nack(false, true)\n\t\t\t\t}\n\t\t\t}\n\t\t\tif err != nil {\n\t\t\t\terrFuncName = "listenMessages"',
      ],
      // Whoever ends a subscription now needs the lock that Close held while it waited for them.
      ['Close() error {\n\tr.channelMutex.Lock()', 'Close() error {\n\tdefer r.wg.Wait()\n\n\tr.channelMutex.Lock()'],
      ['\tdefer r.wg.Wait()\n\n\treturn r.reset()', '\treturn r.reset()'],
    ],
  },
  {
    // Each bulk subscription of a topic wakes its sidecar every `maxAwaitDurationMs`, whether or not an event waits: with 30 ms
    // that is most of what a sidecar does at rest. The wait begins anew with the first event of a batch anyway.
    module: 'github.com/dapr/dapr',
    file: 'pkg/runtime/pubsub/default_bulksub.go',
    edits: [
      ['\tdefer ticker.Stop()\n\n\tn := 0', '\tticker.Stop()\n\tdefer ticker.Stop()\n\n\tn := 0'],
      ['\t\tticker.Reset(awaitDuration)\n\t}\n\n\tfor {', '\t\tticker.Stop()\n\t}\n\n\tfor {'],
    ],
  },
  {
    // A single placement server asks itself every 5 ms whether it is still the leader.
    module: 'github.com/dapr/dapr',
    file: 'pkg/placement/internal/leadership/leadership.go',
    edits: [
      [
        'HeartbeatTimeout:   5 * time.Millisecond,\n\t\t\tElectionTimeout:    5 * time.Millisecond,',
        'HeartbeatTimeout:   250 * time.Millisecond,\n\t\t\tElectionTimeout:    250 * time.Millisecond,',
      ],
      ['LeaderLeaseTimeout: 5 * time.Millisecond,', 'LeaderLeaseTimeout: 250 * time.Millisecond,'],
    ],
  },
  {
    // The resolver asks its file at each call, a fifth of what a sidecar does for one. An entry is good for longer than the
    // few seconds for which an answer is kept; then another replica gets its turn.
    module: 'github.com/dapr/components-contrib',
    file: 'nameresolution/sqlite/sqlite.go',
    edits: [
      [
        'type resolver struct {',
        'type found struct {\n\taddress string\n\tat      time.Time\n}\n\ntype resolver struct {\n\tfound sync.Map',
      ],
      [
        '(addr string, err error) {\n',
        '(addr string, err error) {\n\tif last, ok := s.found.Load(req.ID); ok && time.Since(last.(found).at) < 5*time.Second {\n\t\treturn last.(found).address, nil\n\t}\n',
      ],
      ['\treturn addr, nil\n', '\ts.found.Store(req.ID, found{addr, time.Now()})\n\treturn addr, nil\n'],
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
