package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.CronJobTrigger;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

/** Runs each night in Berlin; the payload contains the number of days to keep. */
@CronJobTrigger(
    schedule = "30 3 * * *",
    timeZone = "Europe/Berlin",
    payload = "{\"keepDays\":30}")
public final class Nightly implements Handler<Event, Context> {
  @Override
  public Void handle(Event event, Context context) {
    context
        .logger()
        .log(
            System.Logger.Level.INFO,
            "run " + event.id() + " at " + event.time() + " payload " + event.text());
    return null;
  }
}
