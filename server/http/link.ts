import type { Request } from 'express';
import { lanAddress, listensEverywhere } from '../ops/lan.ts';

/**
 * The link that brings a friend to a room. Whoever opened the page as `localhost` would send friends to their own machines, so
 * they get this machine's address on the network instead, where it has one and listens there.
 */
export function createLinkTo(host: string): (request: Request, code: string) => string {
  return (request, code) => {
    const lan = listensEverywhere(host) && isLoopback(request.hostname) ? lanAddress() : null;
    const origin = lan ? `http://${lan}:${request.socket.localPort}` : `${request.protocol}://${request.host}`;
    return `${origin}/r/${code}`;
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
