// A partner's agent that is called, on the JavaScript SDK of A2A 0.3.
// node a2a_03_server.mjs JSONRPC|HTTP+JSON [streaming] [push]
// Prints its base URL and serves until its standard input ends.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import {
  DefaultPushNotificationSender,
  DefaultRequestHandler,
  InMemoryPushNotificationStore,
  InMemoryTaskStore,
} from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, restHandler, UserBuilder } from '@a2a-js/sdk/server/express';

const [binding, ...capabilities] = process.argv.slice(2);
const PATHS = { JSONRPC: '/rpc', 'HTTP+JSON': '/rest' };

// Does what its skills are called for; get_quote is the one for all others.
class Vendor {
  async execute({ taskId, contextId, userMessage, task }, bus) {
    const call = userMessage.parts.find((part) => part.data?.skill);
    const ids = { taskId, contextId };
    const status = (state, text) => ({
      kind: 'status-update',
      ...ids,
      final: state === 'completed' || state === 'input-required',
      status: {
        state,
        timestamp: new Date().toISOString(),
        ...(text && {
          message: {
            kind: 'message',
            messageId: `${taskId}-${text}`,
            role: 'agent',
            parts: [{ kind: 'text', text }],
            ...ids,
          },
        }),
      },
    });
    const give = (parts) =>
      bus.publish({ kind: 'artifact-update', ...ids, artifact: { artifactId: 'result', parts } });
    const data = (value) => [{ kind: 'data', data: value }];
    if (!task) {
      bus.publish({
        kind: 'task',
        id: taskId,
        contextId,
        status: { state: 'submitted', timestamp: new Date().toISOString() },
        history: [userMessage],
      });
    }
    bus.publish(status('working', 'looking'));
    if (call?.data.skill === 'ask') {
      bus.publish(status('input-required', 'How many?'));
    } else {
      if (call?.data.skill === 'slow') {
        while (!existsSync(call.data.arguments.gate)) await sleep(10);
      }
      if (!call) give(data({ qty: userMessage.parts[0].text }));
      else if (call.data.skill === 'copy') give(userMessage.parts.filter((part) => part.file));
      else give(data({ ...call.data.arguments, unit_price_cents: 450 }));
      bus.publish(status('completed'));
    }
    bus.finished();
  }

  cancelTask = async (taskId, bus) => bus.finished();
}

const app = express();
const listener = app.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${listener.address().port}`;
  const card = {
    name: 'Vendor',
    description: 'Sells.',
    version: '1',
    protocolVersion: '0.3.0',
    url: base + PATHS[binding],
    preferredTransport: binding,
    capabilities: {
      streaming: capabilities.includes('streaming'),
      pushNotifications: capabilities.includes('push'),
    },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
  };
  const configs = new InMemoryPushNotificationStore();
  const requestHandler = new DefaultRequestHandler(
    card,
    new InMemoryTaskStore(),
    new Vendor(),
    undefined,
    configs,
    new DefaultPushNotificationSender(configs),
  );
  const userBuilder = UserBuilder.noAuthentication;
  app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: requestHandler }));
  app.use(PATHS.JSONRPC, jsonRpcHandler({ requestHandler, userBuilder }));
  app.use(PATHS['HTTP+JSON'], restHandler({ requestHandler, userBuilder }));
  console.log(base);
});
process.stdin.resume().on('end', () => process.exit());
