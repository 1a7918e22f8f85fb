import { contracts, type ServiceName } from '@arcade/contracts';
import { publicService, readServiceMap, type ServiceEntry } from '@arcade/local-platform/service-map';

const file = 'docs/images/architecture.svg';

const column = { width: 150, gap: 20 };
const margin = 40;
const top = { client: 30, lane: 138, service: 226, store: 370, bus: 450 };
const height = { client: 64, lane: 44, service: 84, store: 44, bus: 66 };

const style = `
text{font-family:system-ui,sans-serif;fill:#1d1a17;text-anchor:middle;dominant-baseline:middle}
.title{font-size:16px;font-weight:600}.about{font-size:12.5px;fill:#6a6259}
rect{fill:#fff;stroke:#cfc7ba;stroke-width:1.5}
.service{fill:#e8f2ee;stroke:#0f5c4c}.store{fill:#f1ede6;stroke:#8a8175}.outside{stroke:#6a6259;stroke-dasharray:5 4}
.lane{fill:#dfe9f5;stroke:#5d7fa8}.bus{fill:#fdf1dc;stroke:#b98a3a}
path{fill:none;stroke:#0f5c4c;stroke-width:1.8}.data{stroke:#8a8175}.event{stroke:#b98a3a}
`;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: 'service' | 'store' | 'outside' | 'lane' | 'bus';
  readonly title: string;
  readonly about: string;
}

/** The picture of what runs, from the chart's values and from what contracts say each service is for. */
export const generateArchitecture = (): Map<string, string> => new Map([[file, architecture(readServiceMap('.'))]]);

export function architecture(services: readonly ServiceEntry[]): string {
  const entry = publicService(services);
  const behind = services.filter((service) => service !== entry);
  const width = behind.length * (column.width + column.gap) - column.gap;
  const columnAt = (index: number) => margin + index * (column.width + column.gap);

  const wide = (y: keyof typeof top, kind: Box['kind'], title: string, about = ''): Box => ({
    x: margin,
    y: top[y],
    width,
    height: height[y],
    kind,
    title,
    about,
  });
  const serviceBoxes = new Map(
    behind.map((service, index) => [
      service,
      { ...boxOf(service), x: columnAt(index), y: top.service, width: column.width, height: height.service },
    ]),
  );
  const names = [...new Set(behind.flatMap(({ stores }) => stores))];
  const storeWidth = (width - (names.length - 1) * column.gap) / names.length;
  const storeBoxes = new Map(
    names.map((title, index): [string, Box] => [
      title,
      { ...wide('store', 'store', title), x: margin + index * (storeWidth + column.gap), width: storeWidth },
    ]),
  );
  const browser = { ...wide('client', 'outside', 'Browser', 'web app, REST clients'), width: 200 };
  const door: Box = { ...boxOf(entry), x: 300, y: top.client, width: 220, height: height.client };
  const doorStores = entry.stores.map((title, index): Box => ({
    ...wide('client', 'store', title),
    x: 580 + index * 140,
    width: 120,
  }));
  const lane = wide(
    'lane',
    'lane',
    'Dapr sidecars, one beside each service: mTLS, access control, invocation, events, state',
  );
  const bus = wide(
    'bus',
    'bus',
    'RabbitMQ: the fast path of events',
    'Every event is first a row in its producer’s database (outbox), and every consumer can pull what it missed.',
  );

  const lines = [
    line('call', right(browser), left(door)),
    ...doorStores.map((store) => line('data', right(door), left(store))),
    line('call', bottom(door), [door.x + door.width / 2, lane.y]),
    ...[...serviceBoxes].flatMap(([{ stores }, box]) => [
      line('call', [box.x + box.width / 2, lane.y + lane.height], middle(box)),
      ...stores.flatMap((name) => storeBoxes.get(name) ?? []).map((store) => line('data', bottom(box), middle(store))),
    ]),
    around(right(lane), right(bus)),
  ];
  const boxes = [browser, door, ...doorStores, lane, ...serviceBoxes.values(), ...storeBoxes.values(), bus];
  const size = { width: width + 2 * margin, height: top.bus + height.bus + 30 };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Architecture of Arcade">`,
    '<!-- Made by npm run generate from charts/arcade/values.yaml and packages/contracts. -->',
    `<style>${style}</style>`,
    `<rect width="${size.width}" height="${size.height}" style="fill:#faf8f5;stroke:none"/>`,
    ...lines,
    ...boxes.map(draw),
    '</svg>',
    '',
  ].join('\n');
}

const boxOf = ({ name }: ServiceEntry) => ({
  kind: 'service' as const,
  title: name,
  about: contracts[name as ServiceName].about,
});

type Point = readonly [x: number, y: number];
const left = ({ x, y, height: tall }: Box): Point => [x, y + tall / 2];
const right = ({ x, y, width, height: tall }: Box): Point => [x + width, y + tall / 2];
const middle = ({ x, y, width }: Box): Point => [x + width / 2, y];
const bottom = ({ x, y, width, height: tall }: Box): Point => [x + width / 2, y + tall];

const line = (kind: string, [x1, y1]: Point, [x2, y2]: Point) =>
  `<path class="${kind}" d="M${round(x1)} ${round(y1)} L${round(x2)} ${round(y2)}"/>`;

/** Past everything that stands between. */
const around = ([x, y]: Point, [, end]: Point) => `<path class="event" d="M${x} ${y} H${x + 20} V${end} H${x}"/>`;

const round = (value: number) => Math.round(value * 10) / 10;

const lineHeight = 18;

function draw({ x, y, width, height: tall, kind, title, about }: Box): string {
  const rows = [title, ...wrap(about, Math.floor(width / 6.8))];
  const first = y + tall / 2 - ((rows.length - 1) * lineHeight) / 2;
  const texts = rows.map((row, index) => {
    const at = `x="${round(x + width / 2)}" y="${round(first + index * lineHeight)}"`;
    return `<text ${at} class="${index === 0 ? 'title' : 'about'}">${escape(row)}</text>`;
  });
  const place = `x="${round(x)}" y="${y}" width="${round(width)}" height="${tall}" rx="10"`;
  return `<g><rect ${place} class="${kind}"/>${texts.join('')}</g>`;
}

/** Words in lines of at most so many letters. */
function wrap(text: string, letters: number): readonly string[] {
  const rows: string[] = [];
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const last = rows.at(-1);
    if (last === undefined || last.length + word.length + 1 > letters) rows.push(word);
    else rows[rows.length - 1] = `${last} ${word}`;
  }
  return rows;
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
