// A partner's agent on the JavaScript SDK of A2A 1.0: one JSON command a line in, one answer out.
// node a2a_10.mjs BASE_URL TOKEN JSONRPC|HTTP+JSON

import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import * as a2a from '@a2a-js/sdk';
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

const request = ({ text, taskId, contextId, immediate, push }) =>
  a2a.SendMessageRequest.fromJSON({
    message: {
      messageId: randomUUID(),
      role: 'ROLE_USER',
      parts: [{ text }],
      ...(taskId && { taskId, contextId }),
    },
    configuration: {
      returnImmediately: immediate ?? false,
      ...(push && { taskPushNotificationConfig: push }),
    },
  });

const task = (value) => ({ task: a2a.Task.toJSON(value) });
const answer = (value) => ('status' in value ? task(value) : { message: a2a.Message.toJSON(value) });

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push(a2a.StreamResponse.toJSON(event));
  return { events };
}

const operations = {
  card: async (client) => ({ card: a2a.AgentCard.toJSON(await client.getAgentCard()) }),
  send: async (client, asked) => answer(await client.sendMessage(request(asked))),
  stream: (client, asked) => collect(client.sendMessageStream(request(asked))),
  get: async (client, { id }) => task(await client.getTask(a2a.GetTaskRequest.fromJSON({ id }))),
  list: async (client, { contextId }) =>
    a2a.ListTasksResponse.toJSON(
      await client.listTasks(a2a.ListTasksRequest.fromJSON({ contextId })),
    ),
  cancel: async (client, { id }) =>
    task(await client.cancelTask(a2a.CancelTaskRequest.fromJSON({ id }))),
  subscribe: (client, { id }) =>
    collect(client.resubscribeTask(a2a.SubscribeToTaskRequest.fromJSON({ id }))),
  pushSet: async (client, { id, configId, url, token }) => ({
    config: a2a.TaskPushNotificationConfig.toJSON(
      await client.createTaskPushNotificationConfig(
        a2a.TaskPushNotificationConfig.fromJSON({ taskId: id, id: configId, url, token }),
      ),
    ),
  }),
  pushGet: async (client, { id, configId }) => ({
    config: a2a.TaskPushNotificationConfig.toJSON(
      await client.getTaskPushNotificationConfig(
        a2a.GetTaskPushNotificationConfigRequest.fromJSON({ taskId: id, id: configId }),
      ),
    ),
  }),
  pushList: async (client, { id }) => {
    const listed = await client.listTaskPushNotificationConfig(
      a2a.ListTaskPushNotificationConfigsRequest.fromJSON({ taskId: id }),
    );
    return { configs: listed.configs.map(a2a.TaskPushNotificationConfig.toJSON) };
  },
  pushDelete: async (client, { id, configId }) => {
    await client.deleteTaskPushNotificationConfig(
      a2a.DeleteTaskPushNotificationConfigRequest.fromJSON({ taskId: id, id: configId }),
    );
    return {};
  },
  extendedCard: async (client) => ({ card: a2a.AgentCard.toJSON(await client.getAgentCard()) }),
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
