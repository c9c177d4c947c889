import QtQuick
import Hearthboard

// One line to be typed in, with what stands there while it is empty.
Rectangle {
    id: root

    property alias text: input.text
    property string placeholder
    property string label
    signal edited(string text)
    signal accepted

    function begin() {
        input.forceActiveFocus();
    }

    implicitHeight: (Theme.touch ? 8 : 6) * Theme.unit
    radius: Theme.unit
    color: Theme.raised
    border.width: input.activeFocus ? 2 : 0
    border.color: Theme.price

    TextInput {
        id: input
        objectName: root.objectName + "Input"
        anchors.fill: parent
        anchors.leftMargin: 2 * Theme.unit
        anchors.rightMargin: 2 * Theme.unit
        verticalAlignment: TextInput.AlignVCenter
        font.family: Theme.family
        font.pixelSize: Theme.fontBody
        color: Theme.text
        selectionColor: Theme.price
        selectByMouse: true
        clip: true
        activeFocusOnTab: true
        inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
        onTextEdited: root.edited(text)
        onAccepted: root.accepted()
        Accessible.role: Accessible.EditableText
        Accessible.name: root.label
    }
    Label {
        visible: input.text === "" && input.preeditText === ""
        x: 2 * Theme.unit
        width: parent.width - 2 * x
        anchors.verticalCenter: parent.verticalCenter
        elide: Text.ElideRight
        text: root.placeholder
        color: Theme.textFaint
    }
}
