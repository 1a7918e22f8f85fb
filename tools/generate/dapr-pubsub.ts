import { allEvents, serviceNames, subscriptions, type ServiceName } from '@arcade/contracts';
import { stringify } from 'yaml';

const header = `# Made by npm run generate: who may publish and subscribe to what follows from packages/contracts/src/events.
# Events. The outboxes hold the truth, and consumers pull what is lost here; these settings make that rare.
# Subscriptions add \`queueType: quorum\`. Success of a publish does not prove that a broker has kept it.
`;

const settings = {
  durable: 'true',
  deletedWhenUnused: 'false',
  deliveryMode: '2',
  publisherConfirm: 'true',
  autoAck: 'false',
  requeueInFailure: 'true',
  prefetchCount: '16',
  concurrency: 'parallel',
  reconnectWaitSeconds: '1',
  clientName: '{appID}',
} as const;

/** The component for events: path → content. */
export const generateDaprPubsub = (): Map<string, string> =>
  new Map([['components/dapr/pubsub.yaml', header + stringify(component(), { lineWidth: 0 })]]);

const component = () => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'pubsub' },
  spec: {
    type: 'pubsub.rabbitmq',
    version: 'v1',
    metadata: [
      { name: 'connectionString', secretKeyRef: { name: 'arcade-dapr', key: 'rabbitmq-connection-string' } },
      ...Object.entries({ ...settings, ...scopes() }).map(([name, value]) => ({ name, value })),
    ],
  },
  auth: { secretStore: 'arcade-secrets' },
  scopes: serviceNames.filter((name) => published(name).length + subscriptions[name].length > 0),
});

const published = (service: ServiceName): readonly string[] =>
  allEvents.filter(({ producer }) => producer === service).map(({ topic }) => topic);

/** daprd lets an app that a list does not name do everything, so each is named, with nothing where it may do nothing. */
const scopes = () => ({
  allowedTopics: allEvents.map(({ topic }) => topic).join(','),
  publishingScopes: scopesOf(published),
  subscriptionScopes: scopesOf((service) => subscriptions[service]),
});

const scopesOf = (topicsOf: (service: ServiceName) => readonly string[]) =>
  serviceNames.map((service) => `${service}=${topicsOf(service).join(',')}`).join(';');
