/** Between Kafka's records and the job's: what is read, what is written, and how large it may be. */
package io.latentwatch.monitoring.topics;
