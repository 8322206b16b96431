// See CLinuxObservation.c.
