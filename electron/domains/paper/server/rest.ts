import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Rejection } from '../engine/rejections';
import { dispatch, limitsOf, type Outcome } from './dispatch';
import type { ExchangeServices } from './exchange';
import { MAX_URL, readBody, sendJson, withLatency } from './http-io';
import { parsePairs } from './params';
import type { Route } from './route';
import { REST_ROUTES } from './routes';

export type RestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers REST requests. `onSigned` hears of each request that carries a key, before it is looked at. */
export function createRestHandler(services: ExchangeServices, onSigned: () => void): RestHandler {
  return (request, response) => {
    request.on('error', () => undefined);
    const url = request.url ?? '';
    if (url.length > MAX_URL) return sendJson(response, 414, '{"code":-1100,"msg":"URL too long."}');
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? '' : url.slice(mark + 1);
    const route = REST_ROUTES.get(`${request.method ?? 'GET'} ${path}`);
    if (request.headers['x-mbx-apikey'] !== undefined) onSigned();
    const tooLong = (): void => sendJson(response, 413, '{"code":-1100,"msg":"Request body too large."}');
    readBody(request, tooLong, (body) => {
      if (route === undefined)
        return sendJson(response, 404, `{"code":-1,"msg":"No such path on the paper exchange."}`);
      serve(services, request, response, route, query, body);
    });
  };
}

function serve(
  services: ExchangeServices,
  request: IncomingMessage,
  response: ServerResponse,
  route: Route,
  query: string,
  body: string,
): void {
  withLatency(
    services.faults.halfLatencyMs,
    () => dispatch(services, toCall(request, route, query, body)),
    (outcome) => {
      if (outcome.kind === 'cut') request.socket.destroy();
      else answer(services, request, response, route, outcome);
    },
  );
}

function toCall(request: IncomingMessage, route: Route, query: string, body: string) {
  const values = new Map<string, string>();
  const refused = parsePairs(query, values) ?? parsePairs(body, values);
  const header = request.headers['x-mbx-apikey'];
  return {
    route,
    values,
    refused,
    address: request.socket.remoteAddress ?? '',
    signed: {
      apiKey: typeof header === 'string' ? header : undefined,
      payload: withoutSignature(query) + withoutSignature(body),
      signature: values.get('signature'),
      timestamp: values.get('timestamp'),
      recvWindow: values.get('recvWindow'),
    },
  };
}

/** What was signed: query string then body, as sent, without the signature itself (rest-api.md, "SIGNED endpoints"). */
function withoutSignature(encoded: string): string {
  if (!encoded.includes('signature=')) return encoded;
  return encoded
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

function answer(
  services: ExchangeServices,
  request: IncomingMessage,
  response: ServerResponse,
  route: Route,
  outcome: Extract<Outcome, { kind: 'answer' }>,
): void {
  const headers: Record<string, string | number> = {};
  const limits = limitsOf(services, route);
  const used = limits.usedWeight(request.socket.remoteAddress ?? '', services.now());
  headers['x-mbx-used-weight'] = used;
  headers['x-mbx-used-weight-1m'] = used;
  if (route.isPlacement === true && outcome.key !== undefined) {
    const counts = limits.orderCounts(outcome.key.account, services.now());
    for (const [i, { header }] of limits.limits.orders.entries())
      headers[`x-mbx-order-count-${header}`] = counts[i] ?? 0;
  }
  if (outcome.answer.ok) {
    sendJson(response, 200, JSON.stringify(outcome.answer.value), headers);
    return;
  }
  const rejection = outcome.answer.error;
  if (rejection.retryAfterS !== undefined) headers['retry-after'] = rejection.retryAfterS;
  sendJson(response, rejection.status, errorBody(rejection), headers);
}

export const errorBody = ({ code, message }: Rejection): string => JSON.stringify({ code, msg: message });
