/** When a network is to be trained anew: drift-like alarms become triggers with the images that show the drift, less what attack-like alarms put into quarantine. */
package io.latentwatch.flink.retraining;
