import type { IncomingMessage } from 'node:http';
import express from 'express';
import proxyAddr from 'proxy-addr';

/** Where a request comes from: the peer, or what proxies that are trusted say. Express and Socket.IO then agree on it. */
export function createAddressOf(trustProxy: boolean | number | string): (request: IncomingMessage) => string {
  const trusts = express().set('trust proxy', trustProxy).get('trust proxy fn') as (
    address: string,
    hop: number,
  ) => boolean;
  return (request) => proxyAddr(request, trusts) ?? 'unknown';
}
