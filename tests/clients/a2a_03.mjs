// A partner's agent on the JavaScript SDK of A2A 0.3: one JSON command a line in, one answer out.
// node a2a_03.mjs BASE_URL TOKEN JSONRPC|HTTP+JSON

import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import { ClientFactory, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';

const [baseUrl, token, binding] = process.argv.slice(2);

const fetchImpl = (url, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return fetch(url, { ...init, headers });
};

// One transport alone, so that it cannot fall back to the other.
const Transport = binding === 'JSONRPC' ? JsonRpcTransportFactory : RestTransportFactory;
const factory = new ClientFactory({ transports: [new Transport({ fetchImpl })] });

const params = ({ text, taskId, contextId, immediate, push }) => ({
  message: {
    kind: 'message',
    messageId: randomUUID(),
    role: 'user',
    parts: [{ kind: 'text', text }],
    ...(taskId && { taskId, contextId }),
  },
  configuration: {
    blocking: !immediate,
    acceptedOutputModes: [],
    ...(push && { pushNotificationConfig: push }),
  },
});

const answer = (value) => ({ [value.kind]: value });

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push({ [event.kind]: event });
  return { events };
}

const flat = ({ taskId, pushNotificationConfig }) => ({ taskId, ...pushNotificationConfig });

const operations = {
  card: async (client) => ({ card: await client.getAgentCard() }),
  send: async (client, asked) => answer(await client.sendMessage(params(asked))),
  stream: (client, asked) => collect(client.sendMessageStream(params(asked))),
  get: async (client, { id }) => ({ task: await client.getTask({ id }) }),
  cancel: async (client, { id }) => ({ task: await client.cancelTask({ id }) }),
  subscribe: (client, { id }) => collect(client.resubscribeTask({ id })),
  pushSet: async (client, { id, configId, url, token }) => ({
    config: flat(
      await client.setTaskPushNotificationConfig({
        taskId: id,
        pushNotificationConfig: { id: configId, url, token },
      }),
    ),
  }),
  pushGet: async (client, { id, configId }) => ({
    config: flat(
      await client.getTaskPushNotificationConfig({ id, pushNotificationConfigId: configId }),
    ),
  }),
  pushList: async (client, { id }) => ({
    configs: (await client.listTaskPushNotificationConfig({ id })).map(flat),
  }),
  pushDelete: async (client, { id, configId }) => {
    await client.deleteTaskPushNotificationConfig({ id, pushNotificationConfigId: configId });
    return {};
  },
  extendedCard: async (client) => ({ card: await client.getAgentCard() }),
};

const client = await factory.createFromUrl(baseUrl);
for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...asked } = JSON.parse(line);
  let said;
  try {
    said = await operations[op](client, asked);
  } catch (error) {
    said = { error: String(error?.message ?? error), name: error?.name };
  }
  process.stdout.write(JSON.stringify(said) + '\n');
}
