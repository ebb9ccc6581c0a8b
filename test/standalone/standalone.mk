# The plugin inside Postgres, without Steampipe: Debian's Postgres and Steampipe's foreign data wrapper, built with it.
# make standalone                          runs the tests: some ten minutes the first time
# make standalone STANDALONE='-run Error'  runs some of them

.PHONY: standalone
standalone:
	test/standalone/run.sh -timeout 20m $(STANDALONE)
