/**
 * The monitoring job: images from Kafka, verdicts, dead letters, distortion and alarms to Kafka. The route stands in
 * {@link io.latentwatch.monitoring.MonitoringJob#build}.
 */
package io.latentwatch.monitoring;
