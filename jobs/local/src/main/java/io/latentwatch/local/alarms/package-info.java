/** What a job's alarms are by now, read from their topic, and what people say of them, written to the commands' topic. */
package io.latentwatch.local.alarms;
