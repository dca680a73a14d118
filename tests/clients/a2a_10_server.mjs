// A partner's agent that is called, on the JavaScript SDK of A2A 1.0.
// node a2a_10_server.mjs JSONRPC|HTTP+JSON [streaming] [push]
// Prints its base URL and serves until its standard input ends.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import * as a2a from '@a2a-js/sdk';
import {
  AgentEvent,
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
    const message = a2a.Message.toJSON(userMessage);
    const call = message.parts.find((part) => part.data?.skill);
    const ids = { taskId, contextId };
    const status = (state, text) =>
      AgentEvent.statusUpdate(
        a2a.TaskStatusUpdateEvent.fromJSON({
          ...ids,
          status: {
            state,
            timestamp: new Date().toISOString(),
            ...(text && {
              message: { messageId: `${taskId}-${text}`, role: 'ROLE_AGENT', parts: [{ text }], ...ids },
            }),
          },
        }),
      );
    const give = (parts) =>
      bus.publish(
        AgentEvent.artifactUpdate(
          a2a.TaskArtifactUpdateEvent.fromJSON({ ...ids, artifact: { artifactId: 'result', parts } }),
        ),
      );
    if (!task) {
      const begun = { id: taskId, contextId, status: { state: 'TASK_STATE_SUBMITTED' }, history: [message] };
      bus.publish(AgentEvent.task(a2a.Task.fromJSON(begun)));
    }
    bus.publish(status('TASK_STATE_WORKING', 'looking'));
    if (call?.data.skill === 'ask') {
      bus.publish(status('TASK_STATE_INPUT_REQUIRED', 'How many?'));
    } else {
      if (call?.data.skill === 'slow') {
        while (!existsSync(call.data.arguments.gate)) await sleep(10);
      }
      if (!call) give([{ data: { qty: message.parts[0].text } }]);
      else if (call.data.skill === 'copy') give(message.parts.filter((part) => part.raw || part.url));
      else give([{ data: { ...call.data.arguments, unit_price_cents: 450 } }]);
      bus.publish(status('TASK_STATE_COMPLETED'));
    }
    bus.finished();
  }

  cancelTask = async (taskId, bus) => bus.finished();
}

const app = express();
const listener = app.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${listener.address().port}`;
  const card = a2a.AgentCard.fromJSON({
    name: 'Vendor',
    description: 'Sells.',
    version: '1',
    supportedInterfaces: [
      { url: base + PATHS[binding], protocolBinding: binding, protocolVersion: '1.0' },
    ],
    capabilities: {
      streaming: capabilities.includes('streaming'),
      pushNotifications: capabilities.includes('push'),
    },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
  });
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
