# aircall mcp, driven by the protocol's client for JavaScript, which shares no code with the server's library.
# make mcp-client   runs it: some ten seconds, and the first time those of installing the client, and Node where there is none

.PHONY: mcp-client
mcp-client:
	go build -o bin/aircall ./cmd/aircall
	go build -o bin/fakeaircall ./cmd/fakeaircall
	test/mcpclient/run.sh bin/aircall bin/fakeaircall
