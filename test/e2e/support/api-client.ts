import { request } from "node:https";

/** How to reach an API server. */
export interface Access {
  readonly port: number;
  /** The certificate that it is trusted by. */
  readonly ca: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers
  readonly body: any;
  /** What the API has to say of a request that it takes all the same. */
  readonly warnings: readonly string[];
}

/** Speaks to the API as kubectl does: JSON, with a bearer token. */
export class ApiClient {
  constructor(private readonly access: Access) {}

  async send(method: string, path: string, body?: string, contentType = "application/json"): Promise<Answer> {
    const { port, ca, token } = this.access;
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": contentType }),
    };
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, ca, method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          const warnings = response.rawHeaders.flatMap((name, index, all) =>
            index % 2 === 0 && name.toLowerCase() === "warning" ? [all[index + 1] ?? ""] : [],
          );
          resolve({ status: response.statusCode ?? 0, body: parsed(text), warnings });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
