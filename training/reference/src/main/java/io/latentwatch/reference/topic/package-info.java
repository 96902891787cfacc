/** Images out of a range of a Kafka topic, as a set that can be read again and again. */
package io.latentwatch.reference.topic;
