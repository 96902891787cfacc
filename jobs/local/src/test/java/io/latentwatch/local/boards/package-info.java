/** The Grafana boards that are shipped, read and drawn without Grafana: their own JSON, and what Prometheus answers. */
package io.latentwatch.local.boards;
