# End-to-end tests: the real Steampipe, its Postgres and Powerpipe, the plugin's binary, and an invented Aircall behind it.
# make e2e                    runs them
# make e2e E2E='-run Joins'   runs some of them

.PHONY: e2e
e2e:
	test/steampipe/stack.sh >/dev/null
	$(BUILD) -tags netgo -o bin/aircall.plugin .
	test/steampipe/run.sh bin/aircall.plugin -timeout 20m $(E2E)
