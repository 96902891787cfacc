/** The local stack: Kafka, the job and what feeds and reads them, in one JVM on loopback. One package for each command. */
package io.latentwatch.local;
