package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A CronJobTrigger resource. */
@Group("kubeless.io")
@Version("v1beta1")
@Kind("CronJobTrigger")
@Plural("cronjobtriggers")
public final class KubelessCronJobTrigger extends KubelessTrigger {}
