/** Figures for Prometheus: how long calls take, what verifications find, how the process fares. */
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { BridgeError } from '../kernel/errors.ts';
import type { Report } from '../kernel/report.ts';
import type { Bridge } from '../workflows/bridge.ts';

export type Metrics = {
  /** Times each request; the label is the route's pattern, never the path. */
  time: RequestHandler;
  /** The same use cases, with their verdicts counted. */
  countVerdicts(bridge: Bridge): Bridge;
  /** Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
};

/** A registry of its own, so that two services in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'clr_bridge_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const verdicts = new Counter({
    name: 'clr_bridge_verdicts_total',
    help: 'Verifications by verdict and kind of input.',
    labelNames: ['verdict', 'kind'] as const,
    registers: [registry],
  });
  const count = ({ verdict, kind }: Report) => verdicts.inc({ verdict, kind });

  return {
    time: (req, res, next) => {
      const begun = process.hrtime.bigint();
      res.once('close', () => {
        const route = String(res.locals['route'] ?? 'none');
        const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
        const method = KNOWN_METHODS.has(req.method) ? req.method : 'other';
        duration.observe({ method, route, status: res.statusCode }, seconds);
      });
      next();
    },
    countVerdicts: (bridge) => ({
      ...bridge,
      verify: async (value, asked) => {
        const report = await bridge.verify(value, asked);
        count(report);
        return report;
      },
      unwrap: async (value, options) => {
        try {
          const unwrapped = await bridge.unwrap(value, options);
          count(unwrapped.report);
          return unwrapped;
        } catch (error) {
          const report =
            error instanceof BridgeError ? (error.extra['report'] as Report | undefined) : undefined;
          if (report !== undefined) count(report);
          throw error;
        }
      },
    }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Anybody may invent a method; a label must not grow with them. */
const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);
