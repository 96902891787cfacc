/** What is looked at before the job starts, so that it is refused then and does not fail later. */
package io.latentwatch.monitoring.start;
