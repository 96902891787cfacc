/** What is shipped beside the jars in {@code docker}, held against the job's catalogue of metrics: alerts, runbooks and boards. */
package io.latentwatch.monitoring.shipped;
