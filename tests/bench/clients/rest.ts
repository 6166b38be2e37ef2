/** The API, for what has to be there before anything is measured. Throws on a refusal. */
export function post<T>(port: number, path: string, body: object, token?: string): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  return call(port, path, { method: 'POST', headers, body: JSON.stringify(body) });
}

export function get<T>(port: number, path: string): Promise<T> {
  return call(port, path, {});
}

async function call<T>(port: number, path: string, request: RequestInit): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
