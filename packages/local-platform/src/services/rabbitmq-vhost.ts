/**
 * Makes a virtual host through the management API and gives the broker's user everything in it.
 * @returns the broker's URL with that virtual host
 */
export async function createVhost(brokerUrl: string, managementUrl: string, vhost: string): Promise<string> {
  const broker = new URL(brokerUrl);
  const management = new URL(managementUrl);
  const authorization = `Basic ${Buffer.from(
    `${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`,
  ).toString('base64')}`;
  const put = async (path: string, body: unknown) => {
    const response = await fetch(new URL(path, management.origin), {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`RabbitMQ refused ${path}: ${response.status} ${await response.text()}`);
  };
  await put(`/api/vhosts/${vhost}`, {});
  await put(`/api/permissions/${vhost}/${broker.username || 'guest'}`, { configure: '.*', write: '.*', read: '.*' });
  broker.pathname = `/${vhost}`;
  return broker.href;
}
