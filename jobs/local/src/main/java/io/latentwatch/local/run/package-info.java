/** The monitoring job in this JVM, against a Kafka that is there already. */
package io.latentwatch.local.run;
