import type { IncomingMessage } from 'node:http';

/**
 * Which web pages may speak to this server. Browsers tell the page's origin and pages cannot change it; programs need not send
 * one, and are not what this guards against: it keeps one site from using another site's cookie.
 */
export interface Origins {
  /** No origin, the server's own, or one of the allowlist. */
  allows(request: Pick<IncomingMessage, 'headers'>): boolean;
  /** Whether a cookie that came with the request may count: not when another site's page made the browser send it. */
  allowsCookie(request: Pick<IncomingMessage, 'headers'>): boolean;
}

/** `allowlist`: unset allows the server's own origin alone. `trustsProxy`: whether a forwarded host is believed. */
export function createOrigins(allowlist: readonly string[] | undefined, trustsProxy: boolean): Origins {
  function ownHost(request: Pick<IncomingMessage, 'headers'>): string | undefined {
    const forwarded = trustsProxy ? request.headers['x-forwarded-host'] : undefined;
    const host = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',')[0]?.trim();
    return host ?? request.headers.host;
  }
  function allows(request: Pick<IncomingMessage, 'headers'>): boolean {
    const { origin } = request.headers;
    if (origin === undefined) return true;
    if (allowlist?.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === ownHost(request);
  }
  return {
    allows,
    allowsCookie(request) {
      const site = request.headers['sec-fetch-site'];
      const crossSite = request.headers.origin === undefined && (site === 'cross-site' || site === 'same-site');
      return allows(request) && !crossSite;
    },
  };
}
