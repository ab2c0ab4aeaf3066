"""The command line `nocert`."""
