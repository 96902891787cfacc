/** A real Kafka broker within the JVM, and the topics that Latentwatch wants of any broker. */
package io.latentwatch.local.broker;
