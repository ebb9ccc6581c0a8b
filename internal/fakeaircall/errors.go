package fakeaircall

import "net/http"

// document is an answer of one JSON object.
func document(status int, fill func(*jsonWriter)) response {
	w := newJSONWriter(1024)
	w.object("", func() { fill(w) })
	return response{status: status, body: w.document()}
}

// gatewayError is an answer of the gateway, which comes before the application.
func gatewayError(status int, message string) response {
	return document(status, func(w *jsonWriter) { w.text("message", message) })
}

// applicationError is an error in the application's shape.
func applicationError(status int, name, troubleshoot string) response {
	return document(status, func(w *jsonWriter) {
		w.text("error", name)
		w.text("troubleshoot", troubleshoot)
	})
}

// cdnPage is what a content delivery network shows when the server behind it does not answer.
func cdnPage(status int) response {
	return response{status: status, contentType: "text/html", body: []byte("<!DOCTYPE html>\n<html><head><title>ERROR: " +
		"The request could not be satisfied</title></head><body><h1>" + http.StatusText(status) + "</h1></body></html>\n")}
}

// errorOfShape is an error in the shape asked for.
func errorOfShape(shape BodyShape, status int, troubleshoot string) response {
	switch shape {
	case GatewayBody:
		return gatewayError(status, http.StatusText(status))
	case HTMLBody:
		return cdnPage(status)
	}
	return applicationError(status, http.StatusText(status), troubleshoot)
}

// notFound is the answer for an unknown or deleted id, as a client recorded it.
func notFound() response {
	return applicationError(http.StatusNotFound, "Not Found", "Check ID of the resource")
}

// pastTenThousand is the measured body of a page behind the 10,000th row.
func pastTenThousand() response {
	return response{status: http.StatusBadRequest, body: []byte(`{"error":"Bad Request","data":null,"message":"BAD_REQUEST",` +
		`"errors":"Your query is limited to 10k results and pagination is out of bound, please use timestamps or other filters.",` +
		`"troubleshoot":"BAD_REQUEST","success":false}`)}
}
