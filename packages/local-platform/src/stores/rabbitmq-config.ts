export interface RabbitmqPorts {
  readonly amqp: number;
  readonly dist: number;
  readonly epmd: number;
  readonly management: number;
}

export interface RabbitmqConfigOptions {
  readonly ports: RabbitmqPorts;
  readonly user: string;
  readonly password: string;
}

/** rabbitmq.conf: loopback only; limits that fit beside everything else on one machine. */
export const rabbitmqConfig = ({ ports, user, password }: RabbitmqConfigOptions): string =>
  [
    `listeners.tcp.default = 127.0.0.1:${ports.amqp}`,
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    'management.rates_mode = none',
    'collect_statistics_interval = 30000',
    'vm_memory_high_watermark.absolute = 512MB',
    'disk_free_limit.absolute = 200MB',
    // The write-ahead log of quorum queues; its default is 512 MB of memory and disk.
    'raft.wal_max_size_bytes = 33554432',
    'log.file = false',
    'log.console = true',
    'log.console.level = warning',
    'log.console.use_colors = off',
    '',
  ].join('\n');

/** advanced.config: quorum queues are counted as seldom as everything else. */
export const rabbitmqAdvancedConfig = '[{rabbit, [{quorum_tick_interval, 30000}]}].\n';

export interface RabbitmqEnvironmentOptions {
  readonly home: string;
  readonly ports: RabbitmqPorts;
}

const onLoopback = '-kernel inet_dist_use_interface {127,0,0,1}';
/** Two schedulers that do not spin while they wait. */
const frugal = '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none';

/** Keeps the broker in its own folder and away from the machine's RabbitMQ, its cookie, its settings and its epmd. */
export const rabbitmqEnvironment = ({ home, ports }: RabbitmqEnvironmentOptions): Record<string, string> => ({
  HOME: home,
  RABBITMQ_NODENAME: 'arcade@localhost',
  RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
  RABBITMQ_NODE_PORT: String(ports.amqp),
  RABBITMQ_DIST_PORT: String(ports.dist),
  RABBITMQ_BASE: home,
  RABBITMQ_MNESIA_BASE: `${home}/mnesia`,
  RABBITMQ_LOG_BASE: `${home}/log`,
  RABBITMQ_PID_FILE: `${home}/pid`,
  RABBITMQ_CONFIG_FILE: `${home}/rabbitmq.conf`,
  RABBITMQ_ADVANCED_CONFIG_FILE: `${home}/advanced.config`,
  RABBITMQ_CONF_ENV_FILE: `${home}/env.conf`,
  RABBITMQ_ENABLED_PLUGINS_FILE: `${home}/enabled_plugins`,
  RABBITMQ_GENERATED_CONFIG_DIR: `${home}/generated`,
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${onLoopback} ${frugal}`,
  // The start script then becomes the broker, instead of a shell that outlives or hides it.
  RUNNING_UNDER_SYSTEMD: 'true',
  ERL_EPMD_PORT: String(ports.epmd),
  ERL_EPMD_ADDRESS: '127.0.0.1',
});
