import type { ConsumeMessage, Options } from 'amqplib';
import type { Message } from '../message';

const attemptHeader = 'x-attempt';
const requestHeader = 'x-request-id';

/** The message as bytes and properties; `attempt` is the try that will be made with it. */
export function encode(message: Message, attempt: number): { content: Buffer; properties: Options.Publish } {
  const { id, topic, version, body, requestId, publishedAt } = message;
  return {
    content: Buffer.from(JSON.stringify({ v: version, type: topic, id, at: publishedAt, data: body })),
    properties: {
      messageId: id,
      type: topic,
      contentType: 'application/json',
      persistent: true,
      headers: { [attemptHeader]: attempt, ...(requestId ? { [requestHeader]: requestId } : {}) },
    },
  };
}

export interface Decoded {
  message: Message;
  attempt: number;
}

/** Null when the bytes are not a message of ours. */
export function decode(delivery: ConsumeMessage): Decoded | null {
  const headers = delivery.properties.headers ?? {};
  try {
    const { v, type, id, at, data } = JSON.parse(delivery.content.toString()) as Record<string, unknown>;
    if (typeof v !== 'number' || typeof type !== 'string' || !isUuid(id) || typeof at !== 'string') return null;
    const publishedAt = new Date(at);
    if (Number.isNaN(publishedAt.getTime())) return null;
    const requestId = typeof headers[requestHeader] === 'string' ? headers[requestHeader] : null;
    const attempt = Number(headers[attemptHeader]);
    return {
      message: { id, topic: type, version: v, body: data, requestId, publishedAt },
      attempt: Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1,
    };
  } catch {
    return null;
  }
}

/** Stands for bytes that are no message, so that they can be shown and discarded. */
export function unreadable(delivery: ConsumeMessage, id: string, now: Date): Message {
  return {
    id: isUuid(delivery.properties.messageId) ? delivery.properties.messageId : id,
    topic: String(delivery.properties.type ?? delivery.fields.routingKey).replaceAll('\0', ''),
    version: 0,
    body: { unreadable: delivery.content.subarray(0, 8_192).toString().replaceAll('\0', '') },
    requestId: null,
    publishedAt: now,
  };
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}
